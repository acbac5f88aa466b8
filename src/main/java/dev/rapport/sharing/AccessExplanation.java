package dev.rapport.sharing;

import java.util.List;

/**
 * What somebody may do with a record, and why.
 *
 * @param canRead as the rows' rules have it
 * @param canChange as the rows' rules have it
 * @param reasons never empty
 */
record AccessExplanation(boolean canRead, boolean canChange, List<AccessReason> reasons) {
}
