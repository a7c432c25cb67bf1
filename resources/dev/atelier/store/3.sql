-- a classifier's answers, as the event has them
ALTER TABLE run_eval ADD COLUMN classes TEXT;
