#pragma once

#include "grids/text/setting.h"

#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace cityflux {

/// Kind of a problem. Tests and other programs check it instead of the sentence.
enum class ProblemCode {
    missing, ///< required and not given, or not in the file
    unknown, ///< a name that nothing has
    unsupported, ///< valid, but outside what the program reads or writes
    duplicate, ///< given twice
    ambiguous, ///< more than one meaning fits
    invalid, ///< a text or value that is not what is required
    out_of_range, ///< a number outside the allowed range
    inconsistent, ///< two facts that exclude each other
    conflicting, ///< two settings that exclude each other
    damaged, ///< a file that its format does not allow
    unreadable, ///< a file that cannot be opened or read
    unwritable, ///< a file that cannot be written
    insufficient, ///< too little memory, disk or data
};

/// Returns the name of a code in words: "out of range".
std::string_view name_of(ProblemCode code);
/// Returns the code of such words, or std::nullopt if none has them.
std::optional<ProblemCode> code_named(std::string_view name);

/// Returns the words of a front end for a setting.
using SettingWords = std::function<std::string(const SettingValue&)>;

/// Text of a message, which may name settings. A list of texts is joined:
/// `{ "set it, e.g. ", named(Setting::assume_crs, "EPSG:4326") }`.
class Text {
public:
    Text() = default;
    Text(const char* words);
    Text(std::string words);
    Text(std::string_view words);
    Text(SettingValue setting);
    Text(std::initializer_list<Text> parts);

    /// Words, or a setting.
    using Part = std::variant<std::string, SettingValue>;

    bool empty() const { return parts_.empty(); }
    const std::vector<Part>& parts() const { return parts_; }
    /// Returns the text with `words` for each setting.
    std::string rendered(const SettingWords& words) const;

    friend bool operator==(const Text&, const Text&) = default;

private:
    std::vector<Part> parts_;
};

/// Error, warning or note about one subject: `SUBJECT: PROBLEM; REMEDY`.
struct Message {
    ProblemCode code = ProblemCode::invalid;
    /// File and line, file and variable, or the setting with the value given. May be empty.
    Text subject = {};
    /// Problem, the value found and what is allowed.
    Text problem = {};
    /// Imperative with an example. Empty if nothing helps.
    Text remedy = {};

    /// Returns the sentence with `words` for each setting.
    std::string rendered(const SettingWords& words) const;
    /// Returns the sentence with the names of the settings: "set it, e.g. assume_crs=EPSG:4326".
    std::string text() const;
    /// Returns the message with `outer: ` before its subject.
    Message within(const Text& outer) const;

    friend bool operator==(const Message&, const Message&) = default;
};

} // namespace cityflux
