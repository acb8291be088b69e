#pragma once

#include "grids/text/message.h"
#include "grids/text/toml_node.h"

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cityflux {

class TomlSection;

/// Value of a TOML file, read strictly. All errors are InputErrors that name file, line and key.
class TomlValue {
public:
    explicit TomlValue(TomlNode node)
        : node_(std::move(node))
    {
    }

    /// Returns the subject that begins a message: "FILE:LINE: 'section.key'". In a section with its
    /// own name it is "FILE:LINE: 'key' of indicator 1".
    std::string subject() const;
    /// Throws InputError of the subject.
    [[noreturn]] void refuse(ProblemCode code, const Text& problem, const Text& remedy = {}) const;
    /// Throws InputError: the value must be `wanted` ("a text"), and is of another kind.
    [[noreturn]] void refuse_kind(std::string_view wanted) const;

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
        return (meanings.begin() + index_among(words))->second;
    }
    std::string choice(const std::vector<std::string>& words) const
    {
        return words[index_among(words)];
    }

    bool is_text() const;
    bool is_list() const;
    bool is_table() const;
    /// Returns the elements. Throws if the value is not a list; `wanted` names the expected kind in
    /// the message.
    std::vector<TomlValue> list(std::string_view wanted) const;
    std::pair<double, double> two_numbers() const;
    /// Returns a table with any keys.
    TomlSection table() const;
    /// Returns a table. Throws if it has keys other than `known`.
    TomlSection section(const std::vector<std::string>& known) const;
    /// Returns keys and values of a table whose keys the user chooses.
    std::vector<std::pair<std::string, TomlValue>> entries() const;

private:
    std::size_t index_among(const std::vector<std::string>& words) const;

    TomlNode node_;
};

} // namespace cityflux
