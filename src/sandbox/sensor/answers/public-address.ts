import { type Answer, type Asked, json, text } from './answer.ts'

/** RFC 5737: of the documentation. */
const ADDRESS = '203.0.113.42'
/** Whose business is to say who asks: `icanhazip`, `api.ipify`, `ipinfo`, `checkip`, `ifconfig`, … */
const NAMES =
  /(?:^|[.-])(?:(?:my|get|wh?atsmy|check|icanhaz|wtfismy)?-?(?:external)?-?ip|ipify|ipinfo|ip-?api|ipwho|ipecho|ipgeolocation|ifconfig|ident|geoip|geo|freeip|freegeoip|myip|myexternalip)(?=[.-]|$)/
const WHERE = {
  ip: ADDRESS,
  query: ADDRESS,
  status: 'success',
  city: 'Frankfurt am Main',
  region: 'Hesse',
  regionName: 'Hesse',
  country: 'DE',
  countryCode: 'DE',
  loc: '50.1155,8.6842',
  lat: 50.1155,
  lon: 8.6842,
  org: 'Example Networks',
  timezone: 'Europe/Berlin',
}

/** For whoever wants to know what public address this machine has; null for anybody else. */
export function publicAddressAnswer({ method, host, path, accept }: Asked): Answer | null {
  const isAsked = NAMES.test(host) || /^\/(?:my-?ip|what-?is-?my-?ip|checkip|cdn-cgi\/trace)\b/.test(path)
  if (method !== 'GET' || !isAsked) return null
  if (path.startsWith('/cdn-cgi/trace')) return text(`h=${host}\nip=${ADDRESS}\nloc=DE\ntls=TLSv1.3\n`)
  const wantsJson = /json/.test(path) || /json/.test(accept) || /info|api|who|geo/.test(host)
  const wantsText = /(?:format=)?(?:text|txt|plain)\b|\/ip$/.test(path) || /^api\d*\.ipify/.test(host)
  return wantsJson && (!wantsText || /json/.test(path)) ? json(WHERE) : text(`${ADDRESS}\n`)
}
