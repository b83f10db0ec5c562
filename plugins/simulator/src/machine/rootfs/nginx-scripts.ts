/** What is in `/docker-entrypoint.d` is run, or read where it is `.envsh`, before the server is. */
const entrypoint = `#!/bin/sh
set -e
say() { if [ -z "\${NGINX_ENTRYPOINT_QUIET_LOGS:-}" ]; then echo "$@"; fi; }
if [ "$1" = nginx ] || [ "$1" = nginx-debug ]; then
  if [ -n "$(ls /docker-entrypoint.d 2>/dev/null)" ]; then
    say "$0: /docker-entrypoint.d/ is not empty, will attempt to perform configuration"
    say "$0: Looking for shell scripts in /docker-entrypoint.d/"
    for each in /docker-entrypoint.d/*; do
      case "$each" in
      *.envsh)
        if [ -x "$each" ]; then
          say "$0: Sourcing $each"
          . "$each"
        else
          say "$0: Ignoring $each, not executable"
        fi
        ;;
      *.sh)
        if [ -x "$each" ]; then
          say "$0: Launching $each"
          "$each"
        else
          say "$0: Ignoring $each, not executable"
        fi
        ;;
      *) say "$0: Ignoring $each" ;;
      esac
    done
    say "$0: Configuration complete; ready for start up"
  else
    say "$0: No files found in /docker-entrypoint.d/, skipping configuration"
  fi
fi
exec "$@"
`

const listenOnIpv6 = `#!/bin/sh
set -e
me=10-listen-on-ipv6-by-default.sh
say() { if [ -z "\${NGINX_ENTRYPOINT_QUIET_LOGS:-}" ]; then echo "$me: info: $*"; fi; }
file=/etc/nginx/conf.d/default.conf
if [ ! -f $file ]; then
  say "$file is not a file or does not exist"
  exit 0
fi
if ! touch $file 2>/dev/null; then
  say "can not modify $file (read-only file system?)"
  exit 0
fi
if grep -q 'listen  *\\[::]:80;' $file; then
  say "IPv6 listen already enabled"
  exit 0
fi
say "Getting the checksum of $file"
if ! grep -q '^    listen       80;$' $file || grep -q proxy_pass $file; then
  say "$file differs from the packaged version"
  exit 0
fi
sed -i 's/^    listen       80;$/&\\n    listen  [::]:80;/' $file
say "Enabled listen on IPv6 in $file"
`

const templates = `#!/bin/sh
set -e
me=20-envsubst-on-templates.sh
from="\${NGINX_ENVSUBST_TEMPLATE_DIR:-/etc/nginx/templates}"
suffix="\${NGINX_ENVSUBST_TEMPLATE_SUFFIX:-.template}"
to="\${NGINX_ENVSUBST_OUTPUT_DIR:-/etc/nginx/conf.d}"
[ -d "$from" ] || exit 0
names="$(env | sed -n 's/^\\([A-Za-z_][A-Za-z0-9_]*\\)=.*/\${\\1}/p')"
find "$from" -follow -type f -name "*$suffix" | sort | while read -r template; do
  relative="\${template#"$from"/}"
  output="$to/\${relative%"$suffix"}"
  mkdir -p "$(dirname "$output")"
  if [ -z "\${NGINX_ENTRYPOINT_QUIET_LOGS:-}" ]; then echo "$me: Running envsubst on $template to $output"; fi
  envsubst "$names" <"$template" >"$output"
done
`

/** The scripts of the official image `nginx`, by path. */
export const nginxScripts: Readonly<Record<string, string>> = {
  '/docker-entrypoint.sh': entrypoint,
  '/docker-entrypoint.d/10-listen-on-ipv6-by-default.sh': listenOnIpv6,
  '/docker-entrypoint.d/15-local-resolvers.envsh':
    '#!/bin/sh\n[ -n "${NGINX_ENTRYPOINT_LOCAL_RESOLVERS:-}" ] || return 0\n',
  '/docker-entrypoint.d/20-envsubst-on-templates.sh': templates,
  '/docker-entrypoint.d/30-tune-worker-processes.sh': '#!/bin/sh\nexit 0\n',
}
