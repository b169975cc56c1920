/** The tables of snapshots. */

/** Parts are written once and read once: compressing them would cost the server more than it saves. */
export const SNAPSHOT_TABLES = `
CREATE TABLE parley.snapshots (
  centre text COLLATE "C" NOT NULL,
  position bigint NOT NULL,
  epoch bigint NOT NULL,
  head text COLLATE "C" NOT NULL,
  PRIMARY KEY (centre, position, epoch)
);

CREATE TABLE parley.snapshot_parts (
  centre text COLLATE "C" NOT NULL,
  position bigint NOT NULL,
  epoch bigint NOT NULL,
  nth integer NOT NULL,
  part text COLLATE "C" NOT NULL,
  PRIMARY KEY (centre, position, epoch, nth)
);
ALTER TABLE parley.snapshot_parts ALTER COLUMN part SET STORAGE EXTERNAL;
`
