-- the folder of an adapter from elsewhere that answered
ALTER TABLE message ADD COLUMN adapter TEXT;
