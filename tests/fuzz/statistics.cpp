#include "pipeline/index/policy_register.h"
#include "pipeline/tables/city_names.h"
#include "pipeline/tables/described_table.h"
#include "pipeline/tables/energy_balance.h"
#include "pipeline/tables/gazetteer.h"
#include "pipeline/tables/statistics_table.h"
#include "tests/fuzz/fuzz_input.h"

/// A table; the first byte says of which kind: C statistics or totals as CSV, J totals as JSON, X a
/// spreadsheet, E amounts of energy, R a register of policies, G a gazetteer, N names of cities.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace cityflux;
    if (size < 1) {
        return 0;
    }
    const std::string_view bytes = fuzz::text_of(data + 1, size - 1);
    if (data[0] == 'N') {
        const CityNames names(
            { { "130100", "石家庄市", { "Shijiazhuang" } }, { "340100", "合肥市", { "Hefei" } } });
        fuzz::demand(
            names.find(std::string(bytes)).cities.size() <= 2, "no more cities than there are");
        return 0;
    }
    const fuzz::InputFile file(data[0] == 'J' ? ".json" : data[0] == 'X' ? ".xlsx" : ".csv", bytes);
    fuzz::accept_or_refuse([&] {
        switch (data[0]) {
        case 'E':
            read_energy_uses(file.path(), "A", 2019);
            break;
        case 'R':
            read_policy_register(file.path());
            break;
        case 'G':
            Gazetteer::read(file.path());
            break;
        case 'X': {
            DescribedTable table;
            table.file = file.path();
            table.layout = DescribedTable::Layout::wide_years;
            table.city_column = "city";
            table.variables.push_back({});
            table.variables.back().name = "CO2";
            table.variables.back().unit = "t";
            table.read();
            break;
        }
        default:
            read_statistics(file.path());
        }
    });
    return 0;
}
