/** Version 6: which events of a log lie in files, and how such a file is known again (`archive/`). */
export const ARCHIVES = `
CREATE TABLE parley.archives (
  centre text COLLATE "C" NOT NULL,
  first bigint NOT NULL,
  last bigint NOT NULL,
  file text COLLATE "C" NOT NULL,
  sha256 bytea NOT NULL,
  bytes bigint NOT NULL,
  chain bytea NOT NULL,
  PRIMARY KEY (centre, first)
);
`
