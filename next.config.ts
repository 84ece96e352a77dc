import type { NextConfig } from 'next';

const config: NextConfig = {
  typedRoutes: true,
  poweredByHeader: false,
  serverExternalPackages: ['dockerode', 'pg', 'pg-boss', 'pino', 'simple-git', '@prisma/client'],
  // Browsers ask for this one while a page changes its head, and call a missing one an error.
  rewrites: () => Promise.resolve([{ source: '/favicon.ico', destination: '/icon.svg' }]),
  experimental: { serverActions: { bodySizeLimit: '2mb' } },
};

export default config;
