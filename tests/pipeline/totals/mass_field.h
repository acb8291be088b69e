#pragma once

#include <cstddef>
#include <vector>

namespace cityflux {

/// Cells of 1/n degree, counted from 0 E 0 N to the east and to the north, so that edges are exact.
struct Lattice {
    int per_degree = 10;
    int west = 0;
    int south = 0;
    std::size_t columns = 0;
    std::size_t rows = 0;

    double x_edge(std::size_t column) const
    {
        return static_cast<double>(west + static_cast<int>(column)) / per_degree;
    }
    double y_edge(std::size_t row) const
    {
        return static_cast<double>(south + static_cast<int>(row)) / per_degree;
    }
    double x_centre(std::size_t column) const
    {
        return (2 * (west + static_cast<int>(column)) + 1) / (2.0 * per_degree);
    }
    double y_centre(std::size_t row) const
    {
        return (2 * (south + static_cast<int>(row)) + 1) / (2.0 * per_degree);
    }
};

/// CO2 emitted in each cell in a year, in tonnes; rows from south to north. Within a cell it lies
/// evenly by true area.
struct MassField {
    Lattice lattice;
    std::vector<double> tonnes;

    double total() const;
};

/// China at 0.1 degree, as the county field has it: 73-136 E, 18-54 N.
inline constexpr Lattice china { 10, 730, 180, 630, 360 };

/// Returns a mass for every cell of China that differs from its neighbours': a mirrored, shifted or
/// turned grid gives other totals.
MassField made_up_field();

/// Returns the same mass on other cells, each taking the fraction of true area of the cells under
/// it.
MassField regridded(const MassField& field, const Lattice& lattice);

/// Returns the mass in each m2 of each cell, times `factor`.
std::vector<double> by_true_area(const MassField& field, double factor);

} // namespace cityflux
