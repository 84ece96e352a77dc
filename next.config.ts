import type { NextConfig } from 'next';

const config: NextConfig = {
  typedRoutes: true,
  poweredByHeader: false,
  serverExternalPackages: ['pg', 'pg-boss', 'pino', 'simple-git', '@prisma/client'],
  experimental: { serverActions: { bodySizeLimit: '2mb' } },
};

export default config;
