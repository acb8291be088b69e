#pragma once

#include "pipeline/index/indicator_source.h"
#include "pipeline/index/indicator_values.h"
#include "pipeline/tables/city_names.h"

#include <filesystem>
#include <string>
#include <vector>

namespace cityflux {

/// Action of a city in a policy register: one document.
struct PolicyAction {
    std::string city;
    std::string indicator; ///< code of the indicator
    std::string title;
    std::string issuer;
    std::string date; ///< ISO 8601 date
    std::string level; ///< "national", "municipal" ...
    std::string url;
    std::string place; ///< file and line

    /// Returns "title, issuer, date, url", without blank parts.
    std::string document() const;
};

/// Reads a CSV file with the columns city,indicator,title,issuer,date,level,url, in any order.
/// Throws InputError, with file and row, on another column, an invalid date, a blank city,
/// indicator, title or date, and a duplicate action.
std::vector<PolicyAction> read_policy_register(const std::filesystem::path& file);

/// Throws InputError beginning with `subject` if the text is not a valid date written 2021-12-31.
void check_date(const std::string& text, const std::string& subject);

/// Returns the points of one indicator in each city by a rule, for actions up to the day `cut_off`
/// (all for ""). A city without an action has 0, with a flag. If the register has no action of the
/// indicator at all, every city is missing, with a flag. Each action that counts is a trace.
/// Actions of other indicators and of unmatched names are skipped. Throws InputError if a city has
/// the same action under two names.
std::vector<IndicatorValue> policy_points(const std::vector<PolicyAction>& actions,
    const std::string& indicator, const RegisterRule& rule, const std::string& cut_off,
    const CityNames& cities);

/// Levels of the actions of one indicator that its rule does not list.
struct UnlistedLevels {
    std::string sentence; ///< their names and numbers; "" if there are none
    bool misspelt = false; ///< true if one is blank or near to a listed level
};

/// Returns the levels that count as `rule.other`. The word "other" counts as listed. Returns none
/// if the rule lists no levels.
UnlistedLevels unlisted_levels(const std::vector<PolicyAction>& actions,
    const std::string& indicator, const RegisterRule& rule);

} // namespace cityflux
