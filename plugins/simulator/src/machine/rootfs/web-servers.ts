import { nginxScripts } from './nginx-scripts.js'
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

    log_format  main  '$remote_addr - $remote_user [$time_local] "$request" '
                      '$status $body_bytes_sent "$http_referer" '
                      '"$http_user_agent" "$http_x_forwarded_for"';
    access_log  /var/log/nginx/access.log  main;

    keepalive_timeout  65;
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

    error_page   500 502 503 504  /50x.html;
    location = /50x.html {
        root   /usr/share/nginx/html;
    }
}
`

const mimeTypes = `types {
    text/html                 html htm shtml;
    text/css                  css;
    text/xml                  xml;
    text/plain                txt;
    text/csv                  csv;
    application/javascript    js mjs;
    application/json          json;
    application/wasm          wasm;
    application/pdf           pdf;
    application/zip           zip;
    application/rss+xml       rss;
    application/atom+xml      atom;
    application/xhtml+xml     xhtml;
    font/woff                 woff;
    font/woff2                woff2;
    image/gif                 gif;
    image/jpeg                jpeg jpg;
    image/png                 png;
    image/webp                webp;
    image/avif                avif;
    image/svg+xml             svg svgz;
    image/x-icon              ico;
    audio/mpeg                mp3;
    video/mp4                 mp4;
    video/webm                webm;
    application/octet-stream  bin exe dll deb dmg iso img;
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
  programs: { '/usr/sbin/nginx': 'nginx', '/usr/bin/envsubst': 'envsubst' },
  scripts: nginxScripts,
  texts: {
    '/etc/nginx/nginx.conf': nginxConf,
    '/etc/nginx/mime.types': mimeTypes,
    '/etc/nginx/conf.d/default.conf': nginxSite,
    '/usr/share/nginx/html/index.html': page('Welcome to nginx!'),
    '/usr/share/nginx/html/50x.html': page('An error occurred.'),
  },
  symlinks: { '/var/log/nginx/access.log': '/dev/stdout', '/var/log/nginx/error.log': '/dev/stderr' },
  directories: { '/etc/nginx/templates': {}, '/var/cache/nginx': {} },
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
  programs: { '/usr/local/apache2/bin/httpd': 'apache' },
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
