"""What the trades of the unseen group sell; like the others, invented brands on everyday goods."""

from benchmarks.argentina.products import Trade, goods

PHARMACY = Trade(
    "pharmacy",
    "Droguería",
    "Venta al por mayor de productos farmacéuticos",
    goods("""
Ibuprofeno Alivial 400 mg x 20 comp.     | UN | 4120.35 | 0
Paracetamol Febrinol 500 mg x 16 comp.   | UN | 2388.10 | 0
Amoxicilina Biopen 500 mg x 16 cáps.     | UN | 7965.80 | 0
Loratadina Alerfin 10 mg x 10 comp.      | UN | 3544.00 | 0
Omeprazol Gastrosan 20 mg x 28 cáps.     | UN | 9872.45 | 0
Alcohol etílico Pureza 96° x 500 ml      | UN | 1530.25 | 21
Gasa estéril Curafina 10 x 10 cm         | UN | 612.90  | 21
Pañales Bebé Nube XG x 48                | UN | 15240.00 | 21
Protector solar Dermasol FPS 50 200 ml   | UN | 11890.60 | 21
Apósitos adhesivos Curafina x 20         | UN | 1145.70 | 21
Termómetro digital Tempora               | UN | 5320.00 | 21
Crema de manos Ubrecita 120 g            | UN | 2190.55 | 21
"""),
)
TOBACCO = Trade(
    "tobacco",
    "Cigarrería",
    "Distribución de cigarrillos y afines",
    goods("""
Cigarrillos Pampero Rojo box 20          | UN | 1644.20 | 21 | 1 | 32.5
Cigarrillos Pampero Azul box 20          | UN | 1644.20 | 21 | 1 | 32.5
Cigarrillos Pampero convertible box 12   | UN | 1102.75 | 21 | 1 | 32.5
Cigarrillos Zonda común 20               | UN | 1287.40 | 21 | 1 | 32.5
Cigarrillos Zonda box 10                 | UN | 690.15  | 21 | 1 | 32.5
Cigarrillos Mistol largos 20             | UN | 1835.60 | 21 | 1 | 32.5
Tabaco para armar Chúcaro 30 g           | UN | 3420.00 | 21 | 1 | 21.5
Papel para armar Hojilla x 60            | UN | 488.30  | 21
Filtros Hojilla 6 mm x 100               | UN | 915.85  | 21
Encendedor Chispero surtido              | UN | 534.10  | 21
Fósforos Tres Soles x 220                | UN | 396.00  | 21
Pilas AA Energina x 4                    | UN | 2260.45 | 21
Alfajor triple Merengón 70 g             | UN | 812.60  | 21
Caramelos de miel Panalín 150 g          | UN | 745.90  | 21
Chicle sandía Globito x 10               | UN | 655.25  | 21
Turrón de oblea Fiestero 25 g            | UN | 298.40  | 21
"""),
)
PRODUCE = Trade(
    "produce",
    "Frutihortícola",
    "Consignatario y venta de frutas y hortalizas",
    goods("""
Papa spunta lavada           | KG | 610.00  | 10.5
Cebolla valenciana           | KG | 540.00  | 10.5
Tomate redondo 1ra           | KG | 1480.00 | 10.5
Lechuga criolla              | KG | 1890.00 | 10.5
Zapallo anco                 | KG | 470.00  | 10.5
Zanahoria                    | KG | 650.00  | 10.5
Morrón rojo                  | KG | 2750.00 | 10.5
Banana Ecuador               | KG | 1720.00 | 10.5
Manzana red delicious        | KG | 1990.00 | 10.5
Naranja ombligo              | KG | 880.00  | 10.5
Limón                        | KG | 960.00  | 10.5
Papas bastón congeladas      | KG | 3150.00 | 21
"""),
)
PRINTING = Trade(
    "printing",
    "Imprenta",
    "Servicios gráficos",
    goods("""
Talonarios de remito R 50 x 3 numerados      | UN | 9800.00  | 21
Talonarios de presupuesto 1/2 oficio 50 x 2  | UN | 7450.00  | 21
Tarjetas personales 300 g x 500 color        | UN | 26500.00 | 21
Volantes 10 x 15 cm papel ilustración x 1000 | UN | 38400.00 | 21
Etiquetas autoadhesivas 5 x 3 cm x 1000      | UN | 21750.00 | 21
Bolsas de papel kraft con logo x 100         | UN | 18300.00 | 21
Cartel de ofertas en cartón pintado          | UN | 6150.00  | 21
Sello automático 38 x 14 mm                  | UN | 14900.00 | 21
"""),
)
HARDWARE = Trade(
    "hardware",
    "Ferretera",
    "Importación y venta de artículos de ferretería",
    goods("""
Llave francesa 10" cromo vanadio       | UN | 13870.00 | 21
Juego de destornilladores x 6          | UN | 18240.00 | 21
Cinta métrica 5 m x 19 mm              | UN | 4620.00  | 21
Disco de corte 115 x 1 mm metal        | UN | 985.00   | 21
Mecha widia 8 mm                       | UN | 1460.00  | 21
Taladro percutor 13 mm 710 W           | UN | 88350.00 | 10.5
Amoladora angular 115 mm 820 W         | UN | 79400.00 | 10.5
Tarugo nylon 8 mm x 100                | UN | 2315.00  | 21
Candado de bronce 40 mm                | UN | 7780.00  | 21
Silicona neutra transparente 280 ml    | UN | 5140.00  | 21
Lámpara led bulbo 12 W fría            | UN | 1690.00  | 21
Cable tipo taller 2 x 1,5 mm x 100 m   | UN | 96800.00 | 21
"""),
)
SERVICES = Trade(
    "services",
    "Telesistemas",
    "Servicios de telecomunicaciones e informática",
    goods("""
Abono mensual internet fibra 300 megas       | SV | 48650.00 | 27
Línea telefónica fija, abono y consumo       | SV | 17320.40 | 27
Abono sistema de facturación, 3 puestos      | SV | 62900.00 | 21
Mantenimiento de balanzas y controladores    | SV | 54170.75 | 21
Visita técnica fuera de abono                | SV | 38500.00 | 21
Suscripción diario impreso para el local     | SV | 21480.00 | 10.5
Tasa de fiscalización por cuenta de terceros | SV | 1935.20  | 0
Capacitación del personal (exento)           | SV | 27600.00 | 0
"""),
)
CHARGES = Trade(
    "charges",
    "Lácteos",
    "Elaboración de productos lácteos",
    goods("""
Intereses por pago fuera de término        | SV | 18754.33 | 21
Gastos por cheque rechazado                | SV | 24300.00 | 21
Diferencia de precio factura anterior      | SV | 41217.90 | 21
Cajones plásticos no devueltos             | UN | 6480.00  | 21
Flete por segunda entrega                  | SV | 15890.50 | 21
"""),
)
