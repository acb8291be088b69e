#pragma once

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

/// A value of a TOML file and what it is called there. Every refusal is an InputError that names file, line and key.
class TomlValue {
public:
    /// "FILE:LINE: 'section.key'", or "FILE:LINE: 'key' of indicator 1" in a section with a name of its own: to begin a
    /// message with.
    std::string subject() const;
    /// Throws InputError: the subject and what is wrong with it.
    [[noreturn]] void refuse(std::string_view why) const;

    /// A text that is not blank.
    std::string text() const;
    /// A text, which may be blank.
    std::string blank_or_text() const;
    /// A text, or the digits of a whole number (a year).
    std::string text_or_whole() const;
    /// A text, or YYYY-MM-DD of a date.
    std::string text_or_date() const;
    /// A finite number.
    double number() const;
    std::int64_t whole(std::int64_t least, std::int64_t most) const;
    bool flag() const;
    /// A key that stands for what it is called: only true makes sense.
    void need_true() const;
    /// What the text stands for.
    template <typename Meaning> Meaning choice(std::initializer_list<std::pair<const char*, Meaning>> meanings) const
    {
        std::vector<std::string> words;
        for (const auto& [word, meaning] : meanings) {
            words.emplace_back(word);
        }
        return (meanings.begin() + place_among(words))->second;
    }
    std::string choice(const std::vector<std::string>& words) const { return words[place_among(words)]; }

    bool is_text() const;
    bool is_list() const;
    bool is_table() const;
    /// The elements; `wanted` says of what, for the refusal of anything but a list.
    std::vector<TomlValue> list(std::string_view wanted) const;
    std::pair<double, double> two_numbers() const;
    /// A table without keys but `known`.
    TomlSection section(const std::vector<std::string>& known) const;
    /// Key and value of a table whose keys are the user's own.
    std::vector<std::pair<std::string, TomlValue>> entries() const;

private:
    friend class TomlSection;
    struct Place; ///< where in the parsed file
    explicit TomlValue(Place place);
    std::size_t place_among(const std::vector<std::string>& words) const;
    [[noreturn]] void refuse_kind(std::string_view wanted) const;
    TomlSection any_section() const;

    std::shared_ptr<const Place> place_;
};

/// One table of a TOML file, read strictly. Every refusal is an InputError that names file, line and key.
class TomlSection {
public:
    /// The top of a file; `what` is its kind for messages ("the pipeline").
    static TomlSection read(const std::filesystem::path& file, const std::string& what);

    /// The same with a name of its own for messages: its keys are "'key' of NAME".
    TomlSection called(const std::string& name) const;
    /// "[section]", its own name, or "the top of the pipeline".
    std::string name() const;
    std::size_t line() const;
    const std::filesystem::path& file() const;
    /// Throws InputError: what the section is called and what is wrong with it.
    [[noreturn]] void refuse(std::string_view why) const;

    /// Refuses keys that are not among `known`, with the nearest that is.
    void allow(const std::vector<std::string>& known) const;
    /// Refuses keys that would have no effect.
    void forbid(const std::vector<std::string>& keys, std::string_view why) const;
    /// The only one of `keys` that is there.
    std::string only_one(const std::vector<std::string>& keys) const;

    bool has(std::string_view key) const;
    /// Subject of the value, or of the place where the key is missing.
    std::string subject(std::string_view key) const;
    std::optional<TomlValue> find(std::string_view key) const;
    /// Refuses a section without the key; `wanted` says what to give it ("a text").
    TomlValue need(std::string_view key, std::string_view wanted) const;

    /// Nothing where the key is not there, in all that follow.
    std::optional<TomlSection> section(std::string_view key) const;
    /// Each table of [[key]].
    std::vector<TomlSection> sections(std::string_view key) const;
    std::optional<std::string> text(std::string_view key) const;
    std::string text_or_empty(std::string_view key) const;
    std::string required_text(std::string_view key) const;
    /// The text among `words`.
    std::optional<std::string> choice(std::string_view key, const std::vector<std::string>& words) const;
    std::optional<double> number(std::string_view key) const;
    /// False where the key is not there.
    bool flag(std::string_view key) const;
    std::vector<TomlValue> list(std::string_view key, std::string_view wanted) const;
    /// A list of texts; numbers stand for their digits where `whole_too` is set (years).
    std::vector<std::string> texts(std::string_view key, bool whole_too = false) const;
    /// The same where there has to be at least one.
    std::vector<std::string> required_texts(std::string_view key) const;

private:
    friend class TomlValue;
    explicit TomlSection(TomlValue value);

    TomlValue value_; ///< a table
};

} // namespace cityflux
