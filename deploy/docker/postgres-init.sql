-- Beside n8n's database, which the image makes. Runs once, when the volume is new.
CREATE DATABASE xtream_ui_sync;
