import type { Service } from './service.js'

const nginxConf = `user  nginx;
worker_processes  auto;

error_log  /var/log/nginx/error.log notice;
pid        /run/nginx.pid;

events {
    worker_connections  1024;
}

http {
    include       /etc/nginx/mime.types;
    default_type  application/octet-stream;
    access_log  /var/log/nginx/access.log;
    include /etc/nginx/conf.d/*.conf;
}
`

const nginxSite = `server {
    listen       80;
    server_name  localhost;

    location / {
        root   /usr/share/nginx/html;
        index  index.html index.htm;
    }
}
`

const mimeTypes = `types {
    text/html                 html htm;
    text/css                  css;
    text/plain                txt;
    application/javascript    js;
    application/json          json;
    image/png                 png;
    image/svg+xml             svg;
}
`

const page = (title: string): string => `<!DOCTYPE html>
<html>
<head>
<title>${title}</title>
</head>
<body>
<h1>${title}</h1>
</body>
</html>
`

/** The official image `nginx`. */
export const nginx: Service = {
  user: { passwd: 'nginx:x:101:101:nginx user:/nonexistent:/bin/false', group: 'nginx:x:101:' },
  programs: { '/usr/sbin/nginx': 'nginx' },
  scripts: { '/docker-entrypoint.sh': '#!/bin/sh\nset -e\nexec "$@"\n' },
  texts: {
    '/etc/nginx/nginx.conf': nginxConf,
    '/etc/nginx/mime.types': mimeTypes,
    '/etc/nginx/conf.d/default.conf': nginxSite,
    '/usr/share/nginx/html/index.html': page('Welcome to nginx!'),
    '/usr/share/nginx/html/50x.html': page('An error occurred.'),
  },
  symlinks: { '/var/log/nginx/access.log': '/dev/stdout', '/var/log/nginx/error.log': '/dev/stderr' },
  directories: { '/docker-entrypoint.d': {}, '/etc/nginx/templates': {}, '/var/cache/nginx': {} },
}

const httpdConf = `ServerRoot "/usr/local/apache2"
Listen 80
User www-data
Group www-data
DocumentRoot "/usr/local/apache2/htdocs"
DirectoryIndex index.html
ErrorLog /proc/self/fd/2
CustomLog /proc/self/fd/1 common
`

/** The official image `httpd`. */
export const httpd: Service = {
  programs: { '/usr/local/apache2/bin/httpd': 'apache2' },
  scripts: {
    '/usr/local/bin/httpd-foreground':
      '#!/bin/sh\nset -e\nrm -f /usr/local/apache2/logs/httpd.pid\nexec /usr/local/apache2/bin/httpd -DFOREGROUND "$@"\n',
  },
  texts: {
    '/usr/local/apache2/conf/httpd.conf': httpdConf,
    '/usr/local/apache2/htdocs/index.html': '<html><body><h1>It works!</h1></body></html>\n',
  },
  directories: { '/usr/local/apache2/cgi-bin': {}, '/usr/local/apache2/logs': {} },
}
