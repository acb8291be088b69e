#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cityflux {

/// The attributes of a file or variable: each a text, or one or more numbers.
class Attributes {
public:
    struct Value {
        std::string text; ///< numbers are written out, separated by a blank
        std::vector<double> numbers;
    };

    void set(const std::string& name, Value value) { values_[name] = std::move(value); }

    bool has(const std::string& name) const { return values_.contains(name); }
    /// The text of an attribute, "" where there is none.
    std::string text(const std::string& name) const;
    /// The first number of an attribute: stored as a number, or the number at the start of a text.
    std::optional<double> number(const std::string& name) const;
    std::vector<double> numbers(const std::string& name) const;

    auto begin() const { return values_.begin(); }
    auto end() const { return values_.end(); }

private:
    std::map<std::string, Value> values_;
};

} // namespace cityflux
