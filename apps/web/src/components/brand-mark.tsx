/** The mark of Holdfast: a stem that roots in three places. Decorative; the name stands beside it. */
export function BrandMark() {
  return (
    <svg className="brand-mark" viewBox="0 0 20 20" aria-hidden="true">
      <path
        d="M10 1.8v8M10 9.8c0 4.6-6 2.6-6.4 8.4M10 9.8v8.4M10 9.8c0 4.6 6 2.6 6.4 8.4"
        fill="none"
        stroke="currentColor"
        strokeWidth="2"
        strokeLinecap="round"
      />
    </svg>
  )
}
