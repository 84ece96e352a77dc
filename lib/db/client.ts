import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient, type Prisma } from '@/lib/db/generated/client';

export type Tx = Prisma.TransactionClient;

export type Database = {
  url: string;
  prisma: PrismaClient;
  close: () => Promise<void>;
};

export function openDatabase(url: string, maxConnections = 10): Database {
  const prisma = new PrismaClient({
    adapter: new PrismaPg({ connectionString: url, max: maxConnections }),
    // Many runs share few connections and locks: the defaults (2 s to begin, 5 s to end) fail a run for a busy moment.
    transactionOptions: { maxWait: 30_000, timeout: 30_000 },
  });
  return { url, prisma, close: () => prisma.$disconnect() };
}
