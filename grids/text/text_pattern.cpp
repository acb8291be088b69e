#include "grids/text/text_pattern.h"

#include <regex>

namespace cityflux {

struct TextPattern::Compiled {
    std::regex regex;
};

TextPattern::TextPattern(const char* pattern, Case letters)
    : compiled_(std::make_shared<Compiled>(Compiled { std::regex(pattern,
        letters == Case::ignored ? std::regex::ECMAScript | std::regex::icase
                                 : std::regex::ECMAScript) }))
{
}

bool TextPattern::matches(const std::string& text) const
{
    return std::regex_match(text, compiled_->regex);
}

std::vector<std::string> TextPattern::first_match(const std::string& text) const
{
    std::smatch found;
    std::vector<std::string> groups;
    if (std::regex_search(text, found, compiled_->regex)) {
        groups.assign(found.begin(), found.end());
    }
    return groups;
}

std::string TextPattern::replaced(const std::string& text, const std::string& instead) const
{
    return std::regex_replace(text, compiled_->regex, instead);
}

} // namespace cityflux
