#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cityflux {

/// Pattern by which names of inventories' files and variables are recognised. `*` matches any text.
/// A placeholder matches a part that is kept:
/// - {year}: four digits; {yy}: two digits of a year; {month}: two digits, or 1 to 12;
/// - {species}, {sector} or any other name: a run of characters, as short as possible;
/// - {sector:power|industry}: one of the listed words, in which `*` again matches any text.
/// Upper and lower case are equal. Example: "v8.0_FT2022_GHG_{species}_{year}_{sector}_flx.nc".
class NamePattern {
public:
    /// Throws InputError beginning with `subject` on an unclosed brace, an invalid name, an empty
    /// word or a repeated placeholder.
    NamePattern(const std::string& pattern, const std::string& subject);

    /// Returns the kept parts by placeholder, or std::nullopt if the pattern does not match the
    /// whole name.
    std::optional<std::map<std::string, std::string>> match(const std::string& name) const;

    const std::string& text() const { return text_; }
    /// Returns true if the pattern has this placeholder.
    bool keeps(std::string_view placeholder) const;

private:
    struct Part {
        enum class Kind { literal, anything, four_digits, two_digits, month, words, choice };
        Kind kind = Kind::literal;
        std::string literal; ///< lower case
        std::string placeholder; ///< empty if not kept
        std::vector<std::string> choices; ///< lower case
    };
    class Matcher;

    void add_literal(std::string_view characters);
    void add_placeholder(const std::string& inside, const std::string& subject);

    std::string text_;
    std::vector<Part> parts_;
};

/// Replaces each {placeholder} by its part ("EPSG:{epsg}" -> "EPSG:28403"). Returns std::nullopt if
/// a part is missing.
std::optional<std::string> filled(
    const std::string& text, const std::map<std::string, std::string>& parts);

} // namespace cityflux
