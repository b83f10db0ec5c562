import type { Release } from './debian.js'

function debian(number: string, point: string, codename: string): Release {
  return {
    osRelease: `PRETTY_NAME="Debian GNU/Linux ${number} (${codename})"
NAME="Debian GNU/Linux"
VERSION_ID="${number}"
VERSION="${number} (${codename})"
VERSION_CODENAME=${codename}
ID=debian
HOME_URL="https://www.debian.org/"
SUPPORT_URL="https://www.debian.org/support"
BUG_REPORT_URL="https://bugs.debian.org/"
`,
    version: point,
    issue: `Debian GNU/Linux ${number}`,
  }
}

function ubuntu(number: string, point: string, name: string, ofDebian: string): Release {
  const [codename = ''] = name.toLowerCase().split(' ')
  return {
    osRelease: `PRETTY_NAME="Ubuntu ${point} LTS"
NAME="Ubuntu"
VERSION_ID="${number}"
VERSION="${point} LTS (${name})"
VERSION_CODENAME=${codename}
ID=ubuntu
ID_LIKE=debian
HOME_URL="https://www.ubuntu.com/"
SUPPORT_URL="https://help.ubuntu.com/"
BUG_REPORT_URL="https://bugs.launchpad.net/ubuntu/"
PRIVACY_POLICY_URL="https://www.ubuntu.com/legal/terms-and-policies/privacy-policy"
UBUNTU_CODENAME=${codename}
`,
    version: ofDebian,
    issue: `Ubuntu ${point} LTS`,
  }
}

const bookworm = debian('12', '12.11', 'bookworm')
const noble: Release = { ...ubuntu('24.04', '24.04.2', 'Noble Numbat', 'trixie/sid'), user: 'ubuntu' }

const debians: readonly (readonly [RegExp, Release])[] = [
  [/\bbullseye\b|^11\b/, debian('11', '11.11', 'bullseye')],
  [/\btrixie\b|^13\b/, debian('13', '13.0', 'trixie')],
]

const ubuntus: readonly (readonly [RegExp, Release])[] = [
  [/\bfocal\b|^20\.04\b/, ubuntu('20.04', '20.04.6', 'Focal Fossa', 'bullseye/sid')],
  [/\bjammy\b|^22\.04\b/, ubuntu('22.04', '22.04.5', 'Jammy Jellyfish', 'bookworm/sid')],
]

/** The release of the image `fedora`. */
export const fedora: Release = {
  osRelease: `NAME="Fedora Linux"
VERSION="42 (Container Image)"
ID=fedora
VERSION_ID=42
PRETTY_NAME="Fedora Linux 42 (Container Image)"
HOME_URL="https://fedoraproject.org/"
VARIANT="Container Image"
VARIANT_ID=container
`,
  issue: 'Fedora Linux 42',
}

/** The release that a tag of the image `debian` means; 12 unless it says another. */
export const debianRelease = (tag: string): Release => debians.find(([tags]) => tags.test(tag))?.[1] ?? bookworm

/** The release that a tag of the image `ubuntu` means; 24.04 unless it says another. */
export const ubuntuRelease = (tag: string): Release => ubuntus.find(([tags]) => tags.test(tag))?.[1] ?? noble

/** The release of Alpine that a tag of its image means, in full: `3.22.0`. */
export function alpineRelease(tag: string): string {
  const [, branch = '3.22', point = '.0'] = /^(3\.\d+)(\.\d+)?(?![\d.])/.exec(tag) ?? []
  return branch + point
}
