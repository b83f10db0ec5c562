import { join } from 'node:path'

const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']

/** A configuration of one worker that keeps connections to the engine, and passes on what comes as it comes, also upgraded. */
export function nginx({ folder, engine, socketPath, port }) {
  return `daemon off;
master_process off;
pid ${join(folder, `nginx-${port}.pid`)};
events { worker_connections 4096; }
http {
  access_log off;
  keepalive_requests 1000000;
${temporary.map((name) => `  ${name}_temp_path ${join(folder, name)};`).join('\n')}
  map $http_upgrade $connection_upgrade { default upgrade; "" ""; }
  upstream engine { server unix:${engine}; keepalive 256; keepalive_requests 1000000; }
  server {
    listen 127.0.0.1:${port};
    listen unix:${socketPath};
    location / {
      proxy_pass http://engine;
      proxy_http_version 1.1;
      proxy_set_header Connection $connection_upgrade;
      proxy_set_header Upgrade $http_upgrade;
      proxy_read_timeout 10m;
      proxy_send_timeout 10m;
      proxy_buffering off;
      proxy_request_buffering off;
      client_max_body_size 0;
    }
  }
}
`
}
