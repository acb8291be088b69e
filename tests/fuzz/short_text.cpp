#include "grids/geometry/projection.h"
#include "grids/quantity/period.h"
#include "grids/quantity/substance.h"
#include "grids/quantity/time_axis.h"
#include "grids/quantity/unit.h"
#include "grids/text/name_pattern.h"
#include "grids/text/number_text.h"
#include "pipeline/index/expression.h"
#include "pipeline/tables/statistic_unit.h"
#include "tests/fuzz/fuzz_input.h"

#include <array>
#include <cmath>
#include <vector>

/// A text of an attribute or option; the first byte says of which: U unit, S unit of a statistic, N
/// pattern and name (between them a line end), T units of a time axis with its times (the first
/// eight bytes of each line end), P period, C coordinate system, E expression, F fields of a line.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace cityflux;
    if (size < 1) {
        return 0;
    }
    const std::string text(fuzz::text_of(data + 1, size - 1));
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string first = text.substr(0, end);
    const std::string second = end < text.size() ? text.substr(end + 1) : std::string();
    fuzz::accept_or_refuse([&] {
        switch (data[0]) {
        case 'U': {
            const Unit unit = Unit::parse(text, "test");
            fuzz::demand(std::isfinite(unit.factor) && unit.factor > 0.0, "a unit has a size");
            break;
        }
        case 'S':
            unit_change(first, second, "test");
            break;
        case 'N':
            NamePattern(first, "test").match(second);
            break;
        case 'T': {
            std::vector<double> times;
            for (const std::string_view field : fields_of(second)) {
                times.push_back(number_of(field).value_or(0.0));
            }
            for (const TimeStep& step : steps_of_time_axis({ times, first, "" }, {}, "test")) {
                fuzz::demand(
                    step.month.month >= 0 && step.month.month <= 12, "a step lies in a month");
            }
            break;
        }
        case 'P':
            fuzz::demand(Period::parse(text, "test").days() > 27.0, "a period has days");
            break;
        case 'C': {
            const Projection projection(Crs::parse(text, "test"));
            const Point place = projection.to_wgs84(projection.to_plane({ 110.0, 30.0 }));
            fuzz::demand(
                std::isfinite(place.x) && std::isfinite(place.y), "a place that comes back is one");
            break;
        }
        case 'E': {
            const Expression expression(text, { "co2", "gdp" }, "test");
            const std::array values { 2.0, 3.0 };
            expression(values);
            break;
        }
        default:
            for (const std::string_view field : fields_of(text)) {
                number_of(field);
            }
            Substance::find(text);
        }
    });
    return 0;
}
