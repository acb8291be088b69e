#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cityflux {

/// A pattern over names, as inventories are recognised by: `*` stands for anything, and a placeholder for a part that is
/// kept: {year} four digits, {yy} two digits of a year, {month} two digits (or 1..12), {species} and {sector} any run of
/// characters (as short as possible), {name} for any other name likewise. {sector:power|industry} is kept only where it
/// is one of the words listed, in which `*` again stands for anything. Upper and lower case are the same.
/// "v8.0_FT2022_GHG_{species}_{year}_{sector}_flx.nc"
class NamePattern {
public:
    /// Throws InputError beginning with `subject` on an unclosed brace or a placeholder that stands twice.
    NamePattern(const std::string& pattern, const std::string& subject);

    /// The parts by placeholder, or nothing where the name does not match as a whole.
    std::optional<std::map<std::string, std::string>> match(const std::string& name) const;

    const std::string& text() const { return text_; }
    /// Whether the pattern keeps a part of this name.
    bool keeps(std::string_view placeholder) const;

private:
    struct Part {
        enum class Kind { literal, anything, four_digits, two_digits, month, words, choice };
        Kind kind = Kind::literal;
        std::string literal; ///< in lower case
        std::string placeholder; ///< empty: not kept
        std::vector<std::string> choices; ///< in lower case
    };
    class Matcher;

    void add_literal(std::string_view characters);
    void add_placeholder(const std::string& inside, const std::string& subject);

    std::string text_;
    std::vector<Part> parts_;
};

/// A text in which each {placeholder} is replaced by the part of that name ("EPSG:{epsg}" -> "EPSG:28403"), or nothing
/// where a part is missing.
std::optional<std::string> filled(const std::string& text, const std::map<std::string, std::string>& parts);

} // namespace cityflux
