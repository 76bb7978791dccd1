/** The sign of the product: three who sit around one table. */
export function Mark({ size = 28 }: { readonly size?: number }) {
  return (
    <svg viewBox="0 0 32 32" width={size} height={size} aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="#4f46e5" />
      <circle cx="16" cy="16" r="4" fill="#fff" />
      <g fill="none" stroke="#fff" stroke-width="2.6" stroke-linecap="round">
        <path d="M11.2 9.1a8.4 8.4 0 0 1 9.6 0" />
        <path d="M24.4 15.3a8.4 8.4 0 0 1-4.8 8.3" />
        <path d="M12.4 23.6a8.4 8.4 0 0 1-4.8-8.3" />
      </g>
    </svg>
  )
}
