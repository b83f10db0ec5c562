/** What `inspect` tells of the machine that an engine runs on. */
export const machine = new RegExp(
  [
    /^ +"(?:ResolvConfPath|HostnamePath|HostsPath|LogPath|Driver|CgroupnsMode|SandboxKey|AppArmorProfile)": .*\n/,
    /^ +"GraphDriver": \{(?:.|\n)*?^ {8}\},?\n/,
    /(?<="Source": ").*(?=\/volumes\/)/,
    /(?<="Pid": )\d+/,
  ]
    .map((one) => one.source)
    .join('|'),
  'gm',
)
