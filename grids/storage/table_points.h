#pragma once

#include "grids/catalogue/inventory.h"

#include <cstddef>
#include <string>
#include <vector>

namespace cityflux {

/// Points of a text table in the order of its lines, each with coordinates and values.
struct TablePoints {
    std::vector<std::string> header; ///< lines before the first line of numbers
    std::vector<std::string> names; ///< names of the value columns
    bool degrees = false; ///< true if the coordinates are longitude and latitude
    std::vector<double> x;
    std::vector<double> y;
    std::vector<std::size_t> line; ///< line number of each point, from 1
    std::vector<std::vector<double>> values; ///< by value column, then by point
    std::vector<std::string> notes; ///< columns that were left out, each a sentence
};

/// Reads a text table, which may be inside .gz. Longitude and latitude are the coordinates before x
/// and y. A column without a name that holds different whole numbers is an index (of pandas, or row
/// names of R) and left out. Throws InputError, with the line, on lines that do not have the
/// numbers of the others, on coordinates that are not finite or beyond a pole, and on repetitions
/// of the first point; and on columns whose meaning is ambiguous.
TablePoints read_points(const std::string& path, const TableForm& form);

/// Throws InputError: point `i` lies in the cell of another one.
[[noreturn]] void refuse_duplicate(
    const std::string& path, const TablePoints& points, std::size_t i);

} // namespace cityflux
