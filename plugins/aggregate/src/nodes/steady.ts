/**
 * The texts of moby that are right for a minute at least, and those of engines that write as it does (its
 * `container/state.go`, `State.String`, and `HumanDuration` of go-units): they tell no time, or count it in minutes or more.
 */
const steady =
  /^(?:|Created|Dead|(?:Up|Exited \(-?\d+\)) (?:About an? (?:minute|hour)|\d+ (?:minute|hour|day|week|month|year)s)(?: ago)?(?: \([^()]*\))?)$/

/** Whether the text of a container's status may be shown half a minute later, where nothing has happened to it. */
export const isSteady = (status: string): boolean => steady.test(status)
