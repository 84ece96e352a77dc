-- AlterTable
ALTER TABLE "experiments" ADD COLUMN     "launch_key" TEXT;

-- CreateIndex
CREATE UNIQUE INDEX "experiments_launch_key_key" ON "experiments"("launch_key");
