#include "grids/text/spelling_rules.h"

namespace cityflux {

SpellingRules::SpellingRules(std::initializer_list<Rule> rules)
{
    for (const Rule& rule : rules) {
        const auto letters
            = rule.case_counts ? TextPattern::Case::counts : TextPattern::Case::ignored;
        rules_.emplace_back(TextPattern(rule.spelling, letters), rule.instead);
    }
}

std::string SpellingRules::applied(std::string text) const
{
    for (const auto& [spelling, instead] : rules_) {
        text = spelling.replaced(text, instead);
    }
    return text;
}

} // namespace cityflux
