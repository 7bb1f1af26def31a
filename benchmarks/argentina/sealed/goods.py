"""What the suppliers of the sealed layouts sell: goods and brands that no other group uses."""

from benchmarks.argentina.products import Trade, goods

PANTRY = Trade(
    "sealed_pantry",
    "Comercial",
    "Venta por mayor de productos alimenticios",
    goods("""
Arvejas enteras lata 350 g Puesto Viejo      | UN | 685.20  | 21
Choclo cremoso amarillo lata 350 g Puesto Viejo | UN | 912.75 | 21
Lentejas secas 400 g Puesto Viejo            | UN | 1043.30 | 21
Porotos alubia 400 g Puesto Viejo            | UN | 988.10  | 21
Caldo de verdura x 12 cubos Olla Honda       | CJ | 1276.00 | 21
Sal fina paquete 500 g Salina Blanca         | UN | 431.60  | 21
Sal gruesa parrillera 1 kg Salina Blanca     | UN | 702.95  | 21
Vinagre de alcohol 1 L Tres Toneles          | UN | 876.40  | 21
Mayonesa doypack 475 g Rubiela               | UN | 1534.85 | 21
Ketchup doypack 250 g Rubiela                | UN | 1011.20 | 21
Mostaza frasco 220 g Rubiela                 | UN | 794.50  | 21
Té negro x 50 saquitos Tarde de Lluvia       | CJ | 1498.00 | 21
Cacao en polvo 360 g Pibe Fuerte             | UN | 2310.60 | 21
Flan de vainilla 60 g Abuela Porota          | UN | 655.30  | 21
Gelatina frutilla 40 g Abuela Porota         | UN | 488.90  | 21
Premezcla bizcochuelo 540 g Abuela Porota    | UN | 2145.00 | 21
Harina 0000 1 kg Espiga de Areco             | UN | 733.40  | 10.5
Harina integral 1 kg Espiga de Areco         | UN | 968.25  | 10.5
"""),
)
COLD = Trade(
    "sealed_cold",
    "Lácteos y Congelados",
    "Distribución de productos refrigerados",
    goods("""
Q. Port Salut light hma. x 4 kg Las Totoras  | KG | 8215.00 | 21
Q. Pategrás s/sal hma. x 3,5 kg Las Totoras  | KG | 10640.00 | 21
Q. Provolone hilado x 5 kg Las Totoras       | KG | 12380.00 | 21
Q. Azul media hma. Las Totoras               | KG | 13905.00 | 21
Muzzarella cilindro x 5 kg Las Totoras       | KG | 7760.00 | 21
Dulce de leche familiar balde 10 kg Tambera  | UN | 28350.00 | 21
Crema de leche 350 cc Tambera                | UN | 2240.00 | 21
Manteca calidad extra 100 g Tambera          | UN | 1365.00 | 21
Yogur bebible vainilla sachet 900 g Tambera  | UN | 1580.00 | 21
Postre chocolate 95 g Tambera                | UN | 845.00  | 21
Pollo trozado fresco bandeja Corral Alto     | KG | 3240.00 | 10.5
Suprema de pollo s/hueso Corral Alto         | KG | 6875.00 | 10.5
Carré de cerdo ahumado Corral Alto           | KG | 9430.00 | 10.5
Huevos blancos maple x 30 Corral Alto        | UN | 6120.00 | 21
"""),
)
TOYS_BOOKS = Trade(
    "sealed_toys_books",
    "Importadora",
    "Importación de libros y juguetes",
    goods("""
Atlas ilustrado de los dinosaurios           | UN | 21900 | 0
Cuentos para la siesta, tomo II              | UN | 14500 | 0
Animales de la Puna: pop-up                  | UN | 26800 | 0
Mi primer abecedario de tela                 | UN | 11200 | 0
La bruja Pirula y el tren                    | UN | 9800  | 0
Cómo dibujar monstruos en 10 pasos           | UN | 13400 | 0
Rompecabezas 48 piezas Selva                 | UN | 12600 | 21
Bloques encastrables balde 120 pzas.         | UN | 24300 | 21
Muñeca articulada 30 cm con accesorios       | UN | 19700 | 21
Pista de autos flexible 180 cm               | UN | 27500 | 21
Juego de mesa "La Vuelta al País"            | UN | 22100 | 21
Masa para modelar x 6 potes                  | UN | 8700  | 21
Burbujero gigante con repuesto               | UN | 6400  | 21
Títeres de dedo x 10                         | UN | 7900  | 21
"""),
)
NATURAL = Trade(
    "sealed_natural",
    "Productos naturales",
    "Elaboración de productos naturales",
    goods("""
Miel multifloral frasco 500 g                | unidades   | 5200 | 21
Granola con frutos rojos                     | kilogramos | 7400 | 21
Mermelada de higos artesanal 360 g           | unidades   | 3900 | 21
Alfajores de algarroba                       | docenas    | 9600 | 21
Barritas de cereal y miel                    | docenas    | 8400 | 21
Escabeche de berenjenas 350 g                | unidades   | 4700 | 21
Queso de cabra saborizado                    | kilogramos | 16800 | 21
Licor de dulce de leche 500 ml               | unidades   | 9900 | 21
Pan de masa madre                            | unidades   | 3600 | 21
"""),
)
HARDWARE = Trade(
    "sealed_hardware",
    "Ferretera Mayorista",
    "Venta por mayor de artículos de ferretería",
    goods("""
Cinta aisladora negra 20 m Tenazón           | UN | 1480.00 | 21
Destornillador Philips 6 x 125 Tenazón       | UN | 4320.00 | 21
Pinza universal 8" aislada Tenazón           | UN | 11750.00 | 21
Tarugo 8 mm con tope, bolsa x 100            | UN | 3960.00 | 21
Tornillo fix 4 x 40 cincado, caja x 200      | UN | 9870.00 | 21
Candado de bronce 40 mm Cerrojal             | UN | 8640.00 | 21
Lámpara LED 12 W rosca E27 fría Lumbrera     | UN | 1890.00 | 10.5
Lámpara LED 9 W rosca E27 cálida Lumbrera    | UN | 1610.00 | 10.5
Zapatilla 5 tomas c/cable 1,5 m Lumbrera     | UN | 10430.00 | 21
Pila alcalina AA blíster x 4 Lumbrera        | UN | 3075.00 | 21
Sellador silicona transparente 280 ml        | UN | 5240.00 | 21
Disco de corte 115 x 1,6 mm Tenazón          | UN | 1325.00 | 21
Lija al agua grano 220, pliego               | UN | 690.00  | 21
Manguera cristal 1/2" rollo 15 m             | UN | 12800.00 | 21
Canilla esférica 3/4" bronce                 | UN | 14960.00 | 21
"""),
)
COUNTER = Trade(
    "sealed_counter",
    "Autoservicio Mayorista",
    "Venta mayorista de mostrador",
    goods("""
ACEITUNAS VERDES 180G OLIVERAL      | UN | 1320.40 | 21
GALL. DE ARROZ 100G LIVIANITA       | UN | 1105.90 | 21
PAPEL HIG. 30M X4 ALGODONAL         | UN | 1844.00 | 21
SERVILLETAS X70 ALGODONAL           | UN | 722.35  | 21
LAVANDINA 2L GOTABLANCA             | UN | 1490.00 | 21
FOSFOROS X220 TRES LUCES            | UN | 1015.20 | 21
HARINA 000 1KG PAMPA FINA           | UN | 655.80  | 10.5
ALIM. PERRO ADULTO 3KG GUARDIAN     | UN | 7935.00 | 21
GASEOSA NARANJA 3L FRESQUITA        | UN | 2266.70 | 21
JUGO EN POLVO X18 TANGUITO          | CJ | 4150.00 | 21
"""),
)
MILL = Trade(
    "sealed_mill",
    "Molinos Harineros",
    "Molienda de trigo e insumos para panadería",
    goods("""
Harina tipo 000 panadera El Silo             | BOL | 16240.00 | 10.5 | 25
Harina tipo 0000 pastelera El Silo           | BOL | 18310.00 | 10.5 | 25
Harina integral fina El Silo                 | BOL | 17150.00 | 10.5 | 25
Salvado de trigo                             | BOL | 8920.00  | 10.5 | 20
Azúcar refinada tipo A                       | BOL | 41200.00 | 21   | 50
Margarina hojaldre Dorada                    | CJ  | 52480.00 | 21   | 20
Grasa bovina refinada Dorada                 | CJ  | 38890.00 | 21   | 20
Levadura prensada Fermentín                  | CJ  | 29640.00 | 21   | 10
Mejorador de masa Fermentín                  | BOL | 23715.00 | 21   | 10
Membrillo en cajón Dulcerana                 | CJ  | 14380.00 | 21   | 5
Flete y descarga en depósito del cliente     | SV  | 34500.00 | 21
"""),
)
CHARGES = Trade(
    "sealed_charges",
    "Yerbatera y Almacén",
    "Elaboración y venta de yerba mate",
    goods("""
Intereses por pago fuera de término          | SV | 48730.00 | 21
Dif. de precio Yerba c/palo 1 kg Monteverde  | UN | 214.60  | 21
Dif. de precio Yerba s/palo 500 g Monteverde | UN | 131.85  | 21
Dif. de precio Té en hebras 250 g Monteverde | UN | 96.40   | 21
Gastos de cheque rechazado                   | SV | 27650.00 | 21
"""),
)
