#pragma once

#include "grids/text/message.h"
#include "grids/text/toml_node.h"
#include "grids/text/toml_value.h"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cityflux {

/// Table of a TOML file, read strictly. All errors are InputErrors that name file, line and key.
class TomlSection {
public:
    /// Requires: `table` is a table.
    explicit TomlSection(TomlNode table)
        : table_(std::move(table))
    {
    }

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
    TomlNode table_;
};

} // namespace cityflux
