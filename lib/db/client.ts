import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient, type Prisma } from '@/lib/db/generated/client';

export type Tx = Prisma.TransactionClient;

export type Database = {
  url: string;
  prisma: PrismaClient;
  close: () => Promise<void>;
};

export function openDatabase(url: string, maxConnections = 10): Database {
  const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: url, max: maxConnections }) });
  return { url, prisma, close: () => prisma.$disconnect() };
}
