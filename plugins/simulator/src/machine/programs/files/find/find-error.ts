/** That an expression of `find` is wrong, in find's words. */
export class FindError extends Error {}
