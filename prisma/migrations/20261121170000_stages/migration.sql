-- Stages that are decided one after the other, runs that start from several results, retries.
ALTER TABLE "stages" ALTER COLUMN "base_sha" DROP NOT NULL,
ADD COLUMN "winner_run_id" TEXT,
ADD COLUMN "verdict" TEXT,
ADD COLUMN "decided_at" TIMESTAMPTZ(3);

ALTER TABLE "runs" ADD COLUMN "fork_sha" TEXT,
ADD COLUMN "starts_from" JSONB,
ADD COLUMN "not_needed" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN "attempt" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN "not_before" TIMESTAMPTZ(3);

ALTER TABLE "experiments" ADD COLUMN "aggregate" JSONB;
