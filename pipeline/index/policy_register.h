#pragma once

#include "pipeline/index/indicator_source.h"
#include "pipeline/index/indicator_values.h"
#include "pipeline/tables/city_names.h"

#include <filesystem>
#include <string>
#include <vector>

namespace cityflux {

/// An action of a city that a policy register holds: one document.
struct PolicyAction {
    std::string city;
    std::string indicator; ///< code
    std::string title;
    std::string issuer;
    std::string date; ///< ISO 8601, of a day
    std::string level; ///< "national", "municipal" ...
    std::string url;
    std::string place; ///< file and line

    /// "title, issuer, date, url", without what is blank.
    std::string document() const;
};

/// Reads a CSV file with the columns city,indicator,title,issuer,date,level,url, in any order. Throws InputError naming file
/// and row for another column, a date that is none, a blank city, indicator, title or date, and an action given twice.
std::vector<PolicyAction> read_policy_register(const std::filesystem::path& file);

/// Throws InputError beginning with `subject` where the text is not a day that exists, written 2021-12-31.
void check_date(const std::string& text, const std::string& subject);

/// The points of one indicator in each city by a rule: of the actions up to the day `cut_off` (all for ""). A city without an
/// action has 0, with a flag; where the register does not hold the indicator at all every city is missing, with a flag. Each
/// action that counts is a trace. Actions of other indicators, and of names that are not clear, are passed over.
std::vector<IndicatorValue> policy_points(const std::vector<PolicyAction>& actions, const std::string& indicator,
    const RegisterRule& rule, const std::string& cut_off, const CityNames& cities);

} // namespace cityflux
