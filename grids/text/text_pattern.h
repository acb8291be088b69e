#pragma once

#include <memory>
#include <string>
#include <vector>

namespace cityflux {

/// Regular expression in ECMAScript grammar.
class TextPattern {
public:
    enum class Case { counts, ignored };

    explicit TextPattern(const char* pattern, Case letters = Case::counts);

    /// Returns true if the whole text matches.
    bool matches(const std::string& text) const;
    /// Returns the first match and its groups. Returns an empty list if there is no match.
    std::vector<std::string> first_match(const std::string& text) const;
    /// Replaces every match; $1 in `instead` stands for the first group.
    std::string replaced(const std::string& text, const std::string& instead) const;

private:
    struct Compiled;
    std::shared_ptr<const Compiled> compiled_;
};

} // namespace cityflux
