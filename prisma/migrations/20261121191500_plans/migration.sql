-- Plans that an agent writes: each is an experiment that lists do not show, with what was asked and what came of it.
ALTER TABLE "experiments" ADD COLUMN "kind" TEXT NOT NULL DEFAULT 'experiment';

CREATE TABLE "plans" (
    "experiment_id" TEXT NOT NULL,
    "request" JSONB NOT NULL,
    "run_id" TEXT,
    "outcome" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "plans_pkey" PRIMARY KEY ("experiment_id")
);

ALTER TABLE "plans" ADD CONSTRAINT "plans_experiment_id_fkey" FOREIGN KEY ("experiment_id") REFERENCES "experiments"("id") ON DELETE CASCADE ON UPDATE CASCADE;
