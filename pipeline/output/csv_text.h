#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>

namespace cityflux {

/// A text as a field of a CSV file: in quotes where it has commas, quotes or line ends (RFC 4180).
std::string csv_field(std::string_view text);

/// A number with as many digits as it takes to read the same back; blank where it is NaN.
std::string csv_number(double value);

/// A CSV table under way; fields are quoted where they have to be.
class Csv {
public:
    Csv& field(std::string_view text)
    {
        if (!at_begin_) {
            text_ += ',';
        }
        text_ += csv_field(text);
        at_begin_ = false;
        return *this;
    }
    Csv& field(const char* text) { return field(std::string_view(text)); }
    Csv& field(double number) { return field(csv_number(number)); }
    /// A place in an order, blank for 0.
    Csv& place(std::size_t rank) { return field(rank == 0 ? std::string() : std::to_string(rank)); }
    Csv& blanks(std::size_t count)
    {
        for (std::size_t i = 0; i < count; ++i) {
            field("");
        }
        return *this;
    }
    /// Anything with an id and a name.
    template <typename City> Csv& city(const City& city) { return field(city.id).field(city.name); }
    void end_row()
    {
        text_ += '\n';
        at_begin_ = true;
    }
    void header(std::initializer_list<std::string_view> names)
    {
        for (const std::string_view name : names) {
            field(name);
        }
        end_row();
    }

    const std::string& text() const { return text_; }

private:
    std::string text_;
    bool at_begin_ = true;
};

} // namespace cityflux
