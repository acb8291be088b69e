#pragma once

#include "grids/text/message.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cityflux {

class TomlSection;

/// Value of a TOML file with its position. All errors are InputErrors that name file, line and key.
class TomlValue {
public:
    /// Returns the subject that begins a message: "FILE:LINE: 'section.key'". In a section with its
    /// own name it is "FILE:LINE: 'key' of indicator 1".
    std::string subject() const;
    /// Throws InputError of the subject.
    [[noreturn]] void refuse(ProblemCode code, const Text& problem, const Text& remedy = {}) const;
    /// Throws InputError: the subject, then `why`.
    [[noreturn]] void refuse(std::string_view why) const;

    /// Returns a text. Throws if it is blank.
    std::string text() const;
    /// Returns a text, which may be blank.
    std::string blank_or_text() const;
    /// Returns a text, or the digits of an integer (a year).
    std::string text_or_whole() const;
    /// Returns a text, or a date as YYYY-MM-DD.
    std::string text_or_date() const;
    /// Returns a finite number.
    double number() const;
    std::int64_t whole(std::int64_t least, std::int64_t most) const;
    bool flag() const;
    /// Throws unless the value is true, for keys whose presence is their meaning.
    void need_true() const;
    /// Returns the meaning of the text. Throws if the text is not among the words of `meanings`.
    template <typename Meaning>
    Meaning choice(std::initializer_list<std::pair<const char*, Meaning>> meanings) const
    {
        std::vector<std::string> words;
        for (const auto& [word, meaning] : meanings) {
            words.emplace_back(word);
        }
        return (meanings.begin() + place_among(words))->second;
    }
    std::string choice(const std::vector<std::string>& words) const
    {
        return words[place_among(words)];
    }

    bool is_text() const;
    bool is_list() const;
    bool is_table() const;
    /// Returns the elements. Throws if the value is not a list; `wanted` names the expected kind in
    /// the message.
    std::vector<TomlValue> list(std::string_view wanted) const;
    std::pair<double, double> two_numbers() const;
    /// Returns a table. Throws if it has keys other than `known`.
    TomlSection section(const std::vector<std::string>& known) const;
    /// Returns keys and values of a table whose keys the user chooses.
    std::vector<std::pair<std::string, TomlValue>> entries() const;

private:
    friend class TomlSection;
    struct Place; ///< position in the parsed file
    explicit TomlValue(Place place);
    std::size_t place_among(const std::vector<std::string>& words) const;
    [[noreturn]] void refuse_kind(std::string_view wanted) const;
    TomlSection any_section() const;

    std::shared_ptr<const Place> place_;
};

/// Table of a TOML file, read strictly. All errors are InputErrors that name file, line and key.
class TomlSection {
public:
    /// Reads a file and returns its top level. `what` is the kind of file for messages ("the
    /// pipeline").
    static TomlSection read(const std::filesystem::path& file, const std::string& what);

    /// Returns this section with its own name for messages: its keys appear as "'key' of NAME".
    TomlSection called(const std::string& name) const;
    /// Returns "[section]", its own name, or "the top of the pipeline".
    std::string name() const;
    std::size_t line() const;
    const std::filesystem::path& file() const;
    /// Returns the subject that begins a message of the section itself: "FILE:LINE: NAME".
    std::string subject() const;
    /// Throws InputError of the subject.
    [[noreturn]] void refuse(ProblemCode code, const Text& problem, const Text& remedy = {}) const;
    /// Throws InputError: the name of the section, then `why`.
    [[noreturn]] void refuse(std::string_view why) const;

    /// Throws on keys that are not in `known`, and suggests the nearest known key.
    void allow(const std::vector<std::string>& known) const;
    /// Throws on keys that would have no effect.
    void forbid(const std::vector<std::string>& keys, std::string_view why) const;
    /// Returns the only one of `keys` that is present. Throws if none or several are.
    std::string only_one(const std::vector<std::string>& keys) const;

    bool has(std::string_view key) const;
    /// Returns the subject of the value, or of the missing key.
    std::string subject(std::string_view key) const;
    std::optional<TomlValue> find(std::string_view key) const;
    /// Returns the value of a key. Throws if the key is missing; `wanted` is the value that the
    /// message asks for ("a text").
    TomlValue need(std::string_view key, std::string_view wanted) const;

    /// The functions below return std::nullopt or an empty list if the key is missing, unless
    /// stated otherwise.
    std::optional<TomlSection> section(std::string_view key) const;
    /// Returns each table of [[key]].
    std::vector<TomlSection> sections(std::string_view key) const;
    std::optional<std::string> text(std::string_view key) const;
    std::string text_or_empty(std::string_view key) const;
    std::string required_text(std::string_view key) const;
    /// Returns the text, which must be one of `words`.
    std::optional<std::string> choice(
        std::string_view key, const std::vector<std::string>& words) const;
    std::optional<double> number(std::string_view key) const;
    /// Returns false if the key is missing.
    bool flag(std::string_view key) const;
    std::vector<TomlValue> list(std::string_view key, std::string_view wanted) const;
    /// Returns a list of texts. If `whole_too` is set, integers (years) are read as their digits.
    std::vector<std::string> texts(std::string_view key, bool whole_too = false) const;
    /// Returns a list of texts. Throws if the key is missing or the list is empty.
    std::vector<std::string> required_texts(std::string_view key) const;

private:
    friend class TomlValue;
    explicit TomlSection(TomlValue value);

    TomlValue value_; ///< a table
};

} // namespace cityflux
