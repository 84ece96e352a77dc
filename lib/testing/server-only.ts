/** Stands for `server-only` in tests: that package throws outside Next. */
export const serverOnly = true;
