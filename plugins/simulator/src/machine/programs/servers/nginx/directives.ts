/** Directives that change nothing that is seen of a server whose network is in memory. */
const without =
  /^(?:accept_mutex|aio|charset|chunked_transfer_encoding|client_(?:body|header)_\w+|default|directio|env|etag|events|expires|gzip\w*|http2?|http3|ignore_invalid_headers|keepalive_\w+|large_client_header_buffers|lingering_\w+|load_module|lock_file|master_process|max_ranges|merge_slashes|multi_accept|open_file_cache\w*|output_buffers|pcre_jit|port_in_redirect|postpone_output|proxy_(?:buffer\w*|busy_buffers_size|cache\w*|connect_timeout|headers_hash\w*|hide_header|ignore_\w+|intercept_errors|max_temp_file_size|next_upstream\w*|pass_\w+|read_timeout|redirect|request_buffering|send_timeout|socket_keepalive|ssl\w*|temp\w*)|recursive_error_pages|reset_timedout_connection|resolver\w*|send_\w+|sendfile\w*|server_name_in_redirect|server_names_hash\w*|ssl\w*|stub_status|tcp_\w+|thread_pool|timer_resolution|types_hash\w*|underscores_in_headers|use|variables_hash\w*|worker_(?!processes)\w+)$/

/** Directives that would change what is answered, and do not. */
const notSimulated =
  /^(?:add_(?:after|before)_body|allow|auth_\w+|deny|fastcgi_\w+|geo|grpc_\w+|if|internal|limit_\w+|map|mirror|perl\w*|random_index|real_ip_\w+|referer\w*|rewrite\w*|satisfy|scgi_\w+|secure_link\w*|set|set_real_ip_from|slice|split_clients|ssi\w*|stream|sub_filter\w*|upstream_\w+|userid\w*|uwsgi_\w+|valid_referers|xslt\w*)$/

/** What becomes of a directive that is none of those that are read. */
export const fateOf = (name: string): 'no difference' | 'not simulated' | 'unknown' =>
  without.test(name) ? 'no difference' : notSimulated.test(name) ? 'not simulated' : 'unknown'
