#include "grids/text/spelling_rules.h"

namespace cityflux {

SpellingRules::SpellingRules(std::initializer_list<Rule> rules)
{
    for (const Rule& rule : rules) {
        const auto by_case = rule.case_counts ? std::regex::flag_type() : std::regex::icase;
        rules_.emplace_back(std::regex(rule.spelling, std::regex::ECMAScript | by_case), rule.instead);
    }
}

std::string SpellingRules::applied(std::string text) const
{
    for (const auto& [spelling, instead] : rules_) {
        text = std::regex_replace(text, spelling, instead);
    }
    return text;
}

} // namespace cityflux
