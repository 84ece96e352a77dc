export function Logo() {
  return (
    <svg viewBox="0 0 32 32" aria-hidden className="size-5 shrink-0">
      <circle cx="9" cy="10" r="6" fill="var(--variant-1)" />
      <rect x="18" y="4" width="12" height="12" rx="1.5" fill="var(--variant-2)" />
      <path d="M16 18l7 12H9z" fill="var(--variant-3)" />
    </svg>
  );
}
