package dev.rapport.sharing;

/** The rules that let somebody into a record. */
enum AccessRule {

	ROLE, OWNER, TEAM, TERRITORY, SHARE, INHERITED, NONE

}
