#pragma once

#include "grids/quantity/unit.h"
#include "grids/storage/grid_file.h"
#include "grids/text/message.h"

#include <string>
#include <vector>

namespace cityflux {

/// Work that a program has done on values and may not have done on their unit.
enum class Treatment {
    time_sum, ///< sums over time steps
    time_mean, ///< means over the steps of a month or year
    days_product, ///< multiplied by the days of the month or year
    days_quotient,
    constant, ///< multiplied or divided by a constant
    area_product, ///< multiplied by the areas of the cells
    area_quotient,
    cell_mean, ///< means of cells: regridded or coarsened
    cell_sum, ///< sums of cells
    unit_set ///< the unit was set: earlier work is settled
};

/// One step of processing.
struct ProcessingStep {
    Treatment treatment = Treatment::unit_set;
    std::string words; ///< of the program, "cdo yearsum"
};

/// Returns the steps after the unit was last set, from the first to the last, as CDO and NCO write
/// them into the attribute `history`: the newest command in the first line unless the dates say
/// otherwise, and in a chain of CDO the last operator first.
std::vector<ProcessingStep> steps_of_history(const std::string& history);

/// Returns a note for each step of the file's `history`, for its `regrid_method` (as xESMF writes
/// it), and for the `cell_methods` of a variable, that its unit does not fit: sums over time of a
/// rate, means of cells of an amount per cell.
std::vector<Message> notes_on_processing(
    const GridFile& file, const GridVariable& variable, const Unit& unit);

} // namespace cityflux
