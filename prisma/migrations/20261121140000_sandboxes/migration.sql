-- AlterTable
ALTER TABLE "projects" ADD COLUMN     "allow_process_at" TIMESTAMPTZ(3),
ADD COLUMN     "allowed_hosts" JSONB NOT NULL DEFAULT '[]';

-- AlterTable
ALTER TABLE "runs" ADD COLUMN     "blocked" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN     "paused_at" TIMESTAMPTZ(3),
ADD COLUMN     "paused_ms" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "peak" JSONB,
ADD COLUMN     "wait_reason" TEXT;

-- CreateTable
CREATE TABLE "previews" (
    "id" TEXT NOT NULL,
    "run_id" TEXT NOT NULL,
    "host_id" TEXT,
    "worker_id" TEXT,
    "status" TEXT NOT NULL DEFAULT 'queued',
    "url" TEXT,
    "error" TEXT,
    "output" TEXT NOT NULL DEFAULT '',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "stop_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "previews_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "images" (
    "id" TEXT NOT NULL,
    "host_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "project_id" TEXT,
    "reference" TEXT,
    "status" TEXT NOT NULL,
    "output" TEXT NOT NULL DEFAULT '',
    "error" TEXT,
    "size_bytes" BIGINT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "images_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "previews_run_id_idx" ON "previews"("run_id");

-- CreateIndex
CREATE INDEX "images_host_id_created_at_idx" ON "images"("host_id", "created_at");

-- AddForeignKey
ALTER TABLE "previews" ADD CONSTRAINT "previews_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "runs"("id") ON DELETE CASCADE ON UPDATE CASCADE;


