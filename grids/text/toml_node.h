#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cityflux {

struct TomlEntry;

/// Node of a parsed TOML file (a value, list or table) with its position and its names for
/// messages. Keeps the file's content alive. Copies are cheap.
class TomlNode {
public:
    /// Parses a file and returns its top-level table. `what` is the kind of file for messages ("the
    /// pipeline"). Throws InputError, with file and line, if it cannot be read or is not TOML.
    static TomlNode parse(const std::filesystem::path& file, const std::string& what);

    const std::filesystem::path& file() const;
    /// Returns the kind of file, as given to parse().
    const std::string& what() const;
    /// Returns the line of the node, from 1, or 0 if it is unknown.
    std::size_t line() const;
    /// Returns "FILE:LINE", or "FILE" if the line is unknown.
    std::string position() const;
    bool is_top() const;

    /// Returns the name of the innermost enclosing section that has its own, or "" if none has.
    const std::string& owner() const;
    /// Returns the keys from the owner or from the top, separated by dots.
    const std::string& path() const;
    /// Returns "'section.key'", or "'key' of OWNER".
    std::string name() const;
    /// Returns this node as an owner: its keys are named "'key' of NAME".
    TomlNode called(const std::string& name) const;
    /// Returns the position and name of a key that this table lacks. Its value is meaningless.
    TomlNode missing(std::string_view key) const;

    /// Returns the kind of the node for messages: "a text", "a number", "a table" ...
    std::string_view kind() const;
    bool is_list() const;
    bool is_table() const;
    /// The functions below return std::nullopt if the node is of another kind.
    std::optional<std::string> text() const;
    std::optional<std::int64_t> whole() const;
    /// Returns any number. A whole number that a double cannot hold (beyond 2^53) becomes NaN.
    std::optional<double> number() const;
    std::optional<bool> flag() const;
    /// Returns a date as YYYY-MM-DD.
    std::optional<std::string> date() const;

    /// Returns the elements of a list. They have the names of the list. Requires: is_list().
    std::vector<TomlNode> elements() const;
    /// Returns keys and values of a table, sorted by key. Requires: is_table().
    std::vector<TomlEntry> entries() const;
    /// Returns the value of a key of a table, or std::nullopt. Requires: is_table().
    std::optional<TomlNode> find(std::string_view key) const;

private:
    struct Place;
    explicit TomlNode(Place place);

    std::shared_ptr<const Place> place_;
};

/// Key of a table with its value.
struct TomlEntry {
    std::string key;
    std::string position; ///< "FILE:LINE" of the key
    TomlNode value;
};

} // namespace cityflux
