#pragma once

#include "grids/text/text_pattern.h"

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

namespace cityflux {

/// Replacements of spellings (ECMAScript patterns), applied one after the other.
class SpellingRules {
public:
    struct Rule {
        const char* spelling;
        const char* instead;
        bool case_counts = false;
    };
    static constexpr bool case_counts = true;

    SpellingRules(std::initializer_list<Rule> rules);
    std::string applied(std::string text) const;

private:
    std::vector<std::pair<TextPattern, std::string>> rules_;
};

} // namespace cityflux
