const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte']

/** As a person reads it: 340 byte, 12 MB, 1.5 GB. */
export function bytesText(bytes: number, locale?: string): string {
  let amount = bytes
  let unit = 0
  while (amount >= 1000 && unit < units.length - 1) {
    amount /= 1000
    unit++
  }
  return amount.toLocaleString(locale, {
    style: 'unit',
    unit: units[unit],
    maximumFractionDigits: amount < 10 ? 1 : 0,
  })
}
