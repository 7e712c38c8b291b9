import { encode } from 'uqr'

interface QrCodeProps {
  text: string
  /** What it is, for who does not see it. */
  label: string
}

/** Dark modules are one path; the quiet zone around them is four modules wide (ISO/IEC 18004). */
export function QrCode({ text, label }: QrCodeProps) {
  const { data, size } = encode(text, { ecc: 'M', border: 4 })
  const modules = data.flatMap((row, y) =>
    row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])),
  )
  return (
    <svg
      className="qr"
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
    >
      <path fill="currentColor" d={modules.join('')} />
    </svg>
  )
}
